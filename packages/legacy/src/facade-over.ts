import type { PrometheusServices } from './classic-services.ts';
import { type DeprecatedName, warnOfDeprecation } from './deprecation.ts';
import type { PrometheusService } from './prometheus-service.ts';
import { recordSystemFigures } from './record-system-figures.ts';

/** @param services called for each record */
export function facadeOver(services: () => PrometheusServices): PrometheusService {
  const record = (method: DeprecatedName, through: (services: PrometheusServices) => void): void => {
    warnOfDeprecation(method);
    const current = services();
    try {
      through(current);
    } catch {
      current.collector.metrics.store.refuse(`${method}() with unreadable arguments`);
    }
  };

  return {
    recordHttpRequest: (...call) =>
      record('recordHttpRequest', ({ collector }) =>
        collector.recordHttpRequest(keywords(call, ['method', 'endpoint', 'statusCode', 'duration'])),
      ),
    recordTelegramApiRequest: (...call) =>
      record('recordTelegramApiRequest', ({ collector }) =>
        collector.recordTelegramApiRequest(keywords(call, ['method', 'status', 'duration'])),
      ),
    recordTelegramUpdate: (...call) =>
      record('recordTelegramUpdate', ({ collector }) => {
        const { handlerType } = keywords<{ handlerType: string }>(call, ['handlerType']);
        collector.recordTelegramUpdate({ updateType: 'other', handler: handlerType, status: 'ok' });
      }),
    updateDatabaseConnections: (...call) =>
      record('updateDatabaseConnections', ({ collector }) =>
        collector.updateDatabaseConnections(keywords(call, ['active'])),
      ),
    recordDatabaseQuery: (...call) =>
      record('recordDatabaseQuery', ({ collector }) =>
        collector.recordDatabaseQuery(keywords(call, ['operation', 'status', 'duration'])),
      ),
    recordCeleryTask: (...call) =>
      record('recordCeleryTask', ({ collector }) =>
        collector.recordTask(keywords(call, ['taskName', 'status', 'duration'])),
      ),
    updateCeleryWorkers: (...call) =>
      record('updateCeleryWorkers', ({ collector }) =>
        collector.updateTaskWorkers(keywords<{ active: number }>(call, ['active']).active),
      ),
    updateBusinessMetrics: (...call) =>
      record('updateBusinessMetrics', ({ business }) => {
        type Counts = { channels: number; users: number; scheduledPosts: number };
        const { channels, users, scheduledPosts } = keywords<Counts>(call, ['channels', 'users', 'scheduledPosts']);
        business.update({ channelsCount: channels, usersCount: users, scheduledPostsCount: scheduledPosts });
      }),
    recordPostSent: (...call) =>
      record('recordPostSent', ({ business }) => {
        const { channelId } = keywords<{ channelId: string | number }>(call, ['channelId']);
        business.recordPostSent({ channel_id: channelId });
      }),
    recordPostViewsUpdate: (...call) =>
      record('recordPostViewsUpdate', ({ business }) =>
        business.recordPostViewsUpdate(keywords<{ count?: number }>(call, ['count']).count),
      ),
    updateSystemMetrics: (...call) =>
      record('updateSystemMetrics', ({ collector }) =>
        recordSystemFigures(collector.metrics, keywords(call, ['memory', 'cpu', 'disk'])),
      ),
    updateHealthCheck: (...call) =>
      record('updateHealthCheck', ({ health }) => health.update(keywords(call, ['checkName', 'isHealthy']))),
    setAppInfo: (...call) =>
      record('setAppInfo', ({ collector }) => collector.setAppInfo(keywords(call, ['version', 'environment']))),
    getMetrics: () => {
      warnOfDeprecation('getMetrics');
      return services().collector.getMetricsOutput();
    },
    getContentType: () => {
      warnOfDeprecation('getContentType');
      return services().collector.getContentType();
    },
  };
}

/** The single object argument, or one built from the positional arguments. */
function keywords<K extends object>(call: readonly unknown[], names: readonly (keyof K & string)[]): K {
  const [first] = call;
  if (typeof first === 'object') return first as K;
  return Object.fromEntries(names.map((name, i) => [name, call[i]])) as K;
}
