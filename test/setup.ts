import fc from "fast-check";

// The gate tries the same inputs each time, so that what it says is about the change; `SALLYPORT_SEED=random` tries others.
const chosen = process.env["SALLYPORT_SEED"] ?? "20261124";
const seed = chosen === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(chosen);

// A property that fails prints its seed and path; the error itself belongs in the report too.
fc.configureGlobal({ numRuns: 100, includeErrorInReport: true, interruptAfterTimeLimit: 20_000, seed });
