export { JobBook } from "./book.ts";
export { type Job, type JobOwner, type JobResult, type JobTerms, type JobWork, workText } from "./job.ts";
export { type RunResult, Scheduler } from "./scheduler.ts";
export { readTiming, type Timing, timingText } from "./timing.ts";
