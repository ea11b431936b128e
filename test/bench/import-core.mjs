// Prints the milliseconds that it takes to import core, as an application does: from a file.
const started = performance.now();
await import('@bot-metrics/core');
console.log(performance.now() - started);
