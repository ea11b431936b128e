// A backend for the statsd daemon that prints each flush as one line of JSON, because the daemon's management port
// truncates long replies. The daemon loads backends with `require`, hence CommonJS.
exports.init = (_startupTime, _config, events) => {
  events.on('flush', (_timestamp, { counters, timers, timer_counters }) => {
    const timings = Object.fromEntries(Object.keys(timers).map((key) => [key, timer_counters[key]]));
    process.stdout.write(`${JSON.stringify({ counters, timings })}\n`);
  });
  return true;
};
