/** Tells by what a launcher has reported whether it may go on; it waits meanwhile. */
export type Gate = (report: string) => boolean;

/** One look at a gate; true when it need not be looked at again. */
type Look = () => boolean;

/** Milliseconds between two looks. */
const interval = 1;
/** Gates that are looked at each time: however many launchers wait, looking at them leaves them time to get on. */
const atOnce = 4;

const waiting: Look[] = [];
let timer: NodeJS.Timeout | undefined;

/** Looks again and again, in turn with all others. */
export function keepLooking(look: Look): void {
  waiting.push(look);
  timer ??= setInterval(lookAtSome, interval);
}

function lookAtSome(): void {
  for (const look of waiting.splice(0, atOnce)) if (!look()) waiting.push(look);
  if (waiting.length > 0) return;
  clearInterval(timer);
  timer = undefined;
}
