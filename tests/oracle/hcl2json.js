// Reads texts, a JSON string a line, and prints for each what HashiCorp's parser makes of it:
// {"json": …} or {"error": "…"}.

"use strict";

const { parse } = require("@cdktf/hcl2json");
const lines = require("node:readline").createInterface({ input: process.stdin });

(async () => {
  for await (const line of lines) {
    const answer = await parse("main.tf", JSON.parse(line)).then(
      (json) => ({ json }),
      (error) => ({ error: String(error.message) }),
    );
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
  // The parser never stops waiting for more, so the end has to be called for.
  process.stdout.write("", () => process.exit(0));
})();
