import { classify, foldConversation, parseEvent } from "chatledger";
import log from "./walk-through.json";

document.body.innerText = classify(foldConversation(log.map(parseEvent))).outcome;
