import { type AttachOptions, isCollectingBackend } from '../ports/collecting-backend.ts';
import type { MetricsBackendPort } from '../ports/metrics-backend-port.ts';
import type { Account } from '../snapshot/account.ts';
import type { MetricStore } from '../store/metric-store.ts';
import type { RecordSink } from '../store/metrics/metric-host.ts';
import { Forwarding } from './forwarding.ts';
import { ReceivingBackend } from './receiving-backend.ts';

/** A backend in a fan-out: attached to the store, or standing behind a guard. */
export class Member {
  readonly backend: MetricsBackendPort;
  /** Called for each record; `undefined` for a backend that reads the store. */
  readonly sink: RecordSink | undefined;
  readonly account: () => Account;
  readonly detach: () => void;

  constructor(backend: MetricsBackendPort, store: MetricStore, options: AttachOptions) {
    this.backend = backend;
    if (isCollectingBackend(backend)) {
      this.detach = backend.attach(store, options);
      this.account = () => store.account(backend.name);
    } else {
      const { name } = backend;
      const receiver = new ReceivingBackend(backend, {
        clock: store.clock,
        diagnostics: store.diagnostics,
        get dropped() {
          return store.droppedFor(name);
        },
      });
      this.sink = new Forwarding(receiver, store.views);
      this.detach = store.onDefine((definition, own) => {
        const seen = store.views.of(definition, name);
        if (seen !== undefined && !own) receiver.initializeMetric(seen.definition);
      });
      this.account = () => receiver.account();
    }
  }
}
