import "chatledger/testing/vitest";

import vitest = require("vitest");

vitest.expect([]).toBeResolved();

// @ts-expect-error Were the types lost, an option could be anything.
vitest.expect([]).toBeResolved({ requireClose: "often" });
