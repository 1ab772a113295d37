import { expect, test } from "vitest";
import { altitude } from "./index";

test("what is due now stands overhead", () => {
  const now = new Date();
  expect(altitude(now, now)).toBe(1);
});
