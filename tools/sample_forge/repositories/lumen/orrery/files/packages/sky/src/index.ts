const WEEK = 7 * 24 * 3600 * 1000;

/** How high something due then stands now: 0 at the horizon, 1 overhead. */
export function altitude(due: Date, now: Date): number {
  const left = due.getTime() - now.getTime();
  return Math.max(0, Math.min(1, 1 - left / WEEK));
}
