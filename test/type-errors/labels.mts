// Lines that end in "error" must fail to compile, all others must compile.
import { bounded, Metrics, type MetricsRecorder, optional } from '@bot-metrics/core';

declare const recorder: MetricsRecorder;
const metrics = new Metrics(recorder);

const plain = metrics.counter('plain');
plain.add(1);
plain.add(1, { status: 'ok' }); // error
plain.add('1'); // error
plain.add();
plain.bind().add();

const named = metrics.counter('named', { labels: ['method', 'status'] });
named.add(1, { method: 'GET', status: 200 });
named.add(1, { method: 'GET', status: true });
named.add(); // error
named.add(1); // error
named.add(1, { method: 'GET' }); // error
named.add(1, { method: 'GET', status: 200, route: '/' }); // error
named.add(1, { method: 'GET', stauts: 200 }); // error
named.add(1, { method: 'GET', status: null }); // error
named.add(1, { method: 'GET', status: { code: 200 } }); // error

const closed = metrics.counter('closed', { labels: { status: ['paid', 'failed'], shop: bounded(50) } });
closed.add(1, { status: 'paid', shop: 'anything' });
closed.add(1, { status: 'payed', shop: 'anything' }); // error
closed.add(1, { status: 'paid' }); // error
closed.bind({ status: 'failed', shop: 7 }).add(1);
closed.bind({ status: 'failed', shop: 7 }).add(1, { status: 'paid' }); // error
closed.bind({ status: 'lost', shop: 7 }); // error
closed.remove({ status: 'lost', shop: 7 }); // error

const sometimes = metrics.histogram('sometimes', { labels: { kind: ['a', 'b'], reason: optional(['timeout']) } });
sometimes.record(1, { kind: 'a' });
sometimes.record(1, { kind: 'a', reason: 'timeout' });
sometimes.record(1, { kind: 'a', reason: 'refused' }); // error
sometimes.record(1, { reason: 'timeout' }); // error
sometimes.record(1); // error

const free = metrics.gauge('free', { labels: { reason: optional(['timeout']) } });
free.set(1);
free.set(1, { reason: 'timeout' });
free.set(1, { reason: 'refused' }); // error

const timer = metrics.timer('timer', { labels: ['outcome'] });
timer.start()({ outcome: 'ok' });
timer.start()(); // error
const three: number = timer.time(() => 3, { outcome: 'ok' });
const text: string = timer.time(() => three, { outcome: 'ok' }); // error

metrics.observableGauge('observed', { labels: { room: ['cellar'] } }, (observe) => {
  observe(1, { room: 'cellar' });
  observe(1, { room: 'attic' }); // error
  observe(1); // error
});
metrics.histogram('buckets', { buckets: ['1'] }); // error
metrics.counter('buckets', { buckets: [1] }); // error
export const used = text;
