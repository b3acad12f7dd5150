import { config } from "zod";

// zod would try whether it may make code of text, which the page's policy forbids and a browser complains of.
config({ jitless: true });
