// A backend of the statsd daemon that prints each flush as one line of JSON: the daemon's own management port cuts long
// answers. The daemon loads its backends with `require`, hence CommonJS.
exports.init = (_startupTime, _config, events) => {
  events.on('flush', (_timestamp, { counters, timers, timer_counters }) => {
    const timings = Object.fromEntries(Object.keys(timers).map((key) => [key, timer_counters[key]]));
    process.stdout.write(`${JSON.stringify({ counters, timings })}\n`);
  });
  return true;
};
