import { Refusal } from './refusal.ts';
import { checkMap, checkTags, checkText, checkTimestamp } from './rules.ts';

/** A service check as it was taken. */
export interface DatadogServiceCheck {
  readonly check: string;
  readonly host: string;
  /** 0 ok, 1 warning, 2 critical, 3 unknown. */
  readonly status: number;
  readonly tags: readonly string[];
  readonly timestamp: number;
}

/** An event as it was taken. */
export interface DatadogEvent {
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** Events with the same one are shown as one. */
  readonly aggregationKey: string | undefined;
}

const MOST_EVENT_CHARACTERS = 4000;
const alertTypes = ['error', 'warning', 'info', 'success', 'user_update', 'recommendation', 'snapshot'];

/**
 * The checks of a request to `/api/v1/check_run`, which may be one or a list.
 * Source: https://docs.datadoghq.com/api/latest/service-checks/
 * @throws Refusal
 */
export function readServiceChecks(body: unknown, nowSeconds: number): DatadogServiceCheck[] {
  return (Array.isArray(body) ? body : [body]).map((one) => {
    const {
      check,
      host_name: host,
      status,
      tags,
      timestamp = Math.floor(nowSeconds),
    } = checkMap(one, 'a service check');
    if (typeof status !== 'number' || ![0, 1, 2, 3].includes(status)) {
      throw new Refusal(400, `no status of a service check: ${JSON.stringify(status)}`);
    }
    if (typeof host !== 'string') throw new Refusal(400, `no host_name: ${JSON.stringify(host)}`);
    return {
      check: checkText(check, 'check', 200),
      host,
      status,
      tags: checkTags(tags),
      timestamp: checkTimestamp(timestamp, nowSeconds),
    };
  });
}

/**
 * The event of a request to `/api/v1/events`.
 * Source: https://docs.datadoghq.com/api/latest/events/#post-an-event (v1)
 * @throws Refusal
 */
export function readEvent(body: unknown): DatadogEvent {
  const { title, text, tags, alert_type: type = 'info', aggregation_key: key } = checkMap(body, 'an event');
  if (typeof type !== 'string' || !alertTypes.includes(type))
    throw new Refusal(400, `no alert_type: ${JSON.stringify(type)}`);
  return {
    title: checkText(title, 'title', 500),
    text: checkText(text, 'text', MOST_EVENT_CHARACTERS),
    tags: checkTags(tags),
    aggregationKey: key === undefined ? undefined : checkText(key, 'aggregation_key', 100),
  };
}
