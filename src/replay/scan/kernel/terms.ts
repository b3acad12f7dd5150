/*
 * What the kernel of fast replay and those who run it agree on. The kernel is compiled to WebAssembly, from `kernel/`: plain
 * numbers are what both languages read alike.
 */

/** The events of one place in the order are told apart by a sequence, which goes above so many causal ranks. */
export const RANKS = 16;
/** The greatest sequence that has room beside the causal rank in 30 bits; one more is for those that are greater, by their places. */
export const GREATEST_SEQUENCE = 67_108_862;
/** How many bytes an id has at most that is read where it lies: no more than it may have characters. */
export const LONGEST_ID = 128;
/** What is not there. */
export const NOWHERE = -1;
/** How many bytes a date has. */
export const DATE_LENGTH = 10;

// Why the kernel stops.
/** All lines were taken. */
export const DONE = 0;
/** The ordinary parser must look at the line. */
export const UNUSUAL = 1;
/** A line of a layout that was not learned. */
export const UNLEARNED = 2;
/** A date that was not told: where it is stands at {@link NEXT}. */
export const NEW_DATE = 3;
/** The line was read, and is to be taken: where the next begins stands at {@link NEXT}. */
export const TO_TAKE = 4;
/** The line was taken, but for some extremes whose anchor has not come yet. */
export const WAITS = 5;

// How a value is read, as a node says of what comes after it.
/** No value: the line ends. */
export const END = -1;
/** Ids, and those of them whose place is told: that of the event, the visitor and the bot only where they are asked for. */
export const AN_ID = 0;
export const ACCOUNT = 1;
export const EVENT = 2;
export const VISITOR = 3;
export const BOT = 4;
export const CONVERSATION = 5;
export const A_TEXT = 6;
export const AN_INSTANT = 7;
export const SEQUENCE = 8;
export const A_NUMBER = 9;
/** An object or a list, whose bracket stands before it. */
export const A_NESTED = 10;

// What stands where in a node of the layouts that were learned, in words. No node is number 0.
export const UNKNOWN = 0;
export const SIBLING = 0;
export const CHILD = 1;
/** Where its children differ; a hash of the word there gives the slot of a child, so that most are told apart by one look. */
export const OFFSET = 2;
export const SLOTS_AT = 3;
/** The next child to look at if it is not this one. */
export const NEXT_CHILD = 4;
/** How many bytes it has, how the value after them is read, and what was learned with the line that ends here. */
export const LENGTH = 5;
export const VALUE = 6;
export const RESULT = 7;
/** Of a node that is shorter than two words, which bits of them count. */
export const MASK = 8;
/** Its bytes, in whole pairs of words. */
export const TEXT = 10;
/** Children that are few, or too short, to be told apart by one word. */
export const NO_OFFSET = -1;
/** The slot of a word: what is left of its product by this after such a shift. */
export const SLOT_FACTOR = 0x5bd1e995;
export const SLOT_SHIFT = 26;

// What stands where in the memory of the kernel, in bytes. First what is said of a line, and told beforehand.
export const STOP = 0;
export const KIND = 4;
export const ORDER = 8;
export const NEXT = 12;
/** The near conversation of the line, or {@link NOWHERE}, or the conversation of the row; and for which extremes its event waits. */
export const NEAR = 16;
export const WAITING = 20;
/** The hash of the conversation that was looked for. */
export const HASH = 24;
/** How many lines were taken. */
export const LINES = 28;
export const AT = 32;
export const FIRST_AT = 40;
export const LAST_AT = 48;
/** Later events are not taken. */
export const AS_OF = 56;
/** The date of the last instant: its bytes, and when it begins. */
export const DATE = 64;
export const BEGINS = 80;
/** Whether each line is to be taken by whoever runs the kernel. */
export const IS_ASKED_MORE = 88;
/** The number of the line's account if the kernel knows it, and where the kernel keeps it. */
export const OWNER = 92;
export const OWNER_AT = 96;
/** Of the near conversations: the bits of a hash that are not used, how far apart two are, and where in one the ids begin. */
export const NEAR_SHIFT = 100;
export const NEAR_STRIDE = 104;
export const NEAR_IDS = 108;
/** The number of the next one, and how many there may be. */
export const NEAR_NEXT = 112;
export const NEAR_CAPACITY = 116;
export const EXTREMES = 120;
export const FIRSTS = 124;
/** [from, to) of each id by its value. */
export const PLACES = 128;
/** Whether a line is unusual whose instant is not printed as UTC with milliseconds. */
export const NEEDS_PRINTED = 180;
/** Whether events are told apart by their ids; what their hashes begin with, and the two words of that of the line. */
export const SEES_IDS = 184;
export const SEED = 188;
export const EVENT_HASH = 192;
/** Which instants an event may have. */
export const EARLIEST_AT = 200;
export const LATEST_AT = 208;
/** Of the rows of a group: what those of the bot that is asked for have, which is not 0, and whether any of them has a sequence. */
export const ASKED_BOT = 216;
export const HAS_SEQUENCES = 220;
/** How many accounts a group has. */
export const ACCOUNT_COUNT = 224;
/** Whether conversations are told by the numbers of their ids in the group, and not by numbers of the file; and how many numbers there are. */
export const IS_BY_ID = 228;
export const CONVERSATION_COUNT = 232;
/**
 * Where for each such number stands that in the table, or NOWHERE, or AT_SLOT less the one at which it is to begin; where records stand by their number in the table, and where accounts
 * do: of ids by those numbers, else by that in the table.
 */
export const NUMBERS_AT = 236;
export const AT_SLOT = -2;
export const RECORDS_AT = 240;
export const OWNERS_AT = 244;
/** How many conversations the table has, and how many it has room for. */
export const TABLE_SIZE = 248;
export const TABLE_ROOM = 252;
/** For each extreme its anchor, or -1; for each kind the extremes that it concerns, those that have an anchor, and presences. */
export const ANCHORS = 256;
export const KINDS = 512;
export const KIND_SIZE = 12;
/** The record of a conversation that has no event yet, and how many bytes it has. */
export const RECORD_SIZE = 1_016;
/** How many near conversations were at the place of the one that was not found; no more than so many stay there. */
export const NEAR_PASSED = 1_020;
export const MOST_AT_PLACE = 8;
export const EMPTY_RECORD = 1_024;
/** Dates that were told, two thousand of them. */
export const DATES = 1 << 13;
/** The tree of layouts, and how many words it may have. */
export const LAYOUTS = 1 << 16;
export const LAYOUT_ROOM = 1 << 16;
/** Lines, and how many bytes of them there may be. A line is looked at a little beyond its end. */
export const BLOCK = 0x80000;
export const BLOCK_SIZE = 1 << 18;
/** Accounts that came lately: a power of two of places, and in each the length of an id, its number, and the id. */
export const ACCOUNTS = 0xd0000;
export const ACCOUNT_PLACES = 10;
export const ACCOUNT_SIZE = 160;
export const ACCOUNT_ID = 8;
/** Where ids are put that are looked for among near conversations, with room for each. */
export const SOUGHT = 0xf8010;
export const SOUGHT_ROOM = 1 << 10;
/** For each place the number of the near conversation that came to it last, plus one: sixteen bits each. */
export const NEAR_PLACES = 0x100000;
/** Two halves of memory into which a file is read: small enough to stay in fast memory until they have been looked at. */
export const CHUNKS = 0x400000;
export const CHUNK_SIZE = 1 << 21;
/** What is gathered of near conversations that leave, of so many at a time: their accounts, the lengths of their ids, these, and their records. */
export const GATHERED_MOST = 1 << 11;
export const GATHERED_OWNERS = 0x880000;
export const GATHERED_LENGTHS = GATHERED_OWNERS + 4 * GATHERED_MOST;
export const GATHERED_IDS = GATHERED_LENGTHS + 4 * GATHERED_MOST;
export const GATHERED_RECORDS = GATHERED_IDS + (LONGEST_ID + 16) * GATHERED_MOST;
/** The near conversations, and how much room there is for them. What is not used of it costs no memory. */
export const NEAR_WORDS = 0xd90000;
export const NEAR_SIZE = 0x1000000;
export const MEMORY_SIZE = NEAR_WORDS + NEAR_SIZE;

// The same memory where groups of rows are read in place of lines: so many rows, and for each of them a number or NOWHERE, or NaN.
export const ROW_ROOM = 1 << 16;
export const ROW_TYPES = 0x400000;
export const ROW_ACCOUNTS = ROW_TYPES + 4 * ROW_ROOM;
export const ROW_CONVERSATIONS = ROW_ACCOUNTS + 4 * ROW_ROOM;
export const ROW_BOTS = ROW_CONVERSATIONS + 4 * ROW_ROOM;
export const ROW_SCRATCH = ROW_BOTS + 4 * ROW_ROOM;
export const ROW_INSTANTS = ROW_SCRATCH + 4 * ROW_ROOM;
export const ROW_SEQUENCES = ROW_INSTANTS + 8 * ROW_ROOM;
/** For each account of a group its number in the table, or NOWHERE; of one that is an id, but has no number yet, this. */
export const AN_ID_AT_LEAST = -2;
export const ACCOUNT_NUMBERS = ROW_SEQUENCES + 8 * ROW_ROOM;
/**
 * For each type of a group how its events are taken: those without a bot, those of any bot, and those of the one that is asked for. A
 * kind and a causal rank, which is below RANKS, as one number; below 0 if they are not taken here.
 */
export const TYPES = ACCOUNT_NUMBERS + 4 * ROW_ROOM;
export const TYPE_ROOM = 1 << 8;
export const TYPE_WAYS = 3;
export const TYPE_SIZE = 4 * TYPE_WAYS;
export const RANK_BITS = RANKS - 1;
/**
 * Two halves of memory into which the columns of groups are read, with room for a group of which every row is of a conversation of its own,
 * named by a UUID. What is not used of it costs no memory.
 */
export const COLUMNS = TYPES + TYPE_SIZE * TYPE_ROOM;
export const COLUMNS_SIZE = 0x380000;

// The same memory where it is looked at how ids end: bits of those that are looked for, others, and which of these are alike.
export const ENDS_WORDS = 0x400000;
export const ENDS_BITS = 1 << 24;
export const ENDS = 0x600000;
export const ENDS_ROOM = 1 << 18;
export const ENDS_ALIKE = 0x100000;

// What stands where in a near conversation, in bytes: the lengths of its two ids, the number of its account, its own number in the far
// table if that was asked for, the number plus one of the one that came to its place before it, and its record. After the record come the
// ids.
export const NEAR_LENGTHS = 0;
export const NEAR_OWNER = 4;
export const NEAR_FAR = 8;
export const NEAR_BEFORE = 12;
export const NEAR_RECORD = 16;
/** In place of the length of an id, of a UUID of which 16 bytes stand there. */
export const NEAR_UUID = 0xff;
/** So many make way together. */
export const NEAR_RUN = 1 << 8;
