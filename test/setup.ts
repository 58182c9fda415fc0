import fc from "fast-check";

// A property that fails prints its seed and path; the error itself belongs in the report too.
fc.configureGlobal({ numRuns: 100, includeErrorInReport: true, interruptAfterTimeLimit: 20_000 });
