/* Required before the command line: it then takes nothing that was compiled in earlier runs. */
"use strict";
process.env["NODE_DISABLE_COMPILE_CACHE"] = "1";
