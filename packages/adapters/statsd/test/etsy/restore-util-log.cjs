// Node 23 removed `util.log`, with which statsd 0.9.0 says that it has started.
const util = require('node:util');

util.log ??= () => {};
