#!/usr/bin/env node
import { createInterface } from "node:readline";

const COLOURS = { red: /error|fatal/i, blue: /GET|POST/ };

for await (const line of createInterface({ input: process.stdin })) {
  const colour = Object.keys(COLOURS).find((name) => COLOURS[name].test(line));
  process.stdout.write(`${colour ?? "white"}\t${line}\n`);
}
