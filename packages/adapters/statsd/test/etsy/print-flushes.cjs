// A backend of the daemon that prints each flush as one line of JSON. The daemon loads its backends with `require`.
exports.init = (_startupTime, _config, events) => {
  events.on('flush', (_timestamp, { counters, gauges, timers, timer_counters: timerCounters }) => {
    process.stdout.write(`${JSON.stringify({ counters, gauges, timers, timerCounters })}\n`);
  });
  return true;
};
