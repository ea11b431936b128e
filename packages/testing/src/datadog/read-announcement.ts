import { Refusal } from './refusal.ts';
import { checkMap, checkTags, checkText, checkTimestamp } from './rules.ts';

/** An accepted service check. */
export interface DatadogServiceCheck {
  readonly check: string;
  readonly host: string;
  /** 0 ok, 1 warning, 2 critical, 3 unknown. */
  readonly status: number;
  readonly tags: readonly string[];
  readonly timestamp: number;
}

/** An accepted event. */
export interface DatadogEvent {
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** Datadog groups events with the same key. */
  readonly aggregationKey: string | undefined;
}

const MAX_EVENT_CHARACTERS = 4000;
const alertTypes = ['error', 'warning', 'info', 'success', 'user_update', 'recommendation', 'snapshot'];

/**
 * Reads the checks of a request to `/api/v1/check_run`, which holds one check or a list.
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
      throw new Refusal(400, `service check status must be 0 to 3: ${JSON.stringify(status)}`);
    }
    if (typeof host !== 'string') throw new Refusal(400, `host_name must be text: ${JSON.stringify(host)}`);
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
 * Reads the event of a request to `/api/v1/events`.
 * Source: https://docs.datadoghq.com/api/latest/events/#post-an-event (v1)
 * @throws Refusal
 */
export function readEvent(body: unknown): DatadogEvent {
  const { title, text, tags, alert_type: type = 'info', aggregation_key: key } = checkMap(body, 'an event');
  if (typeof type !== 'string' || !alertTypes.includes(type))
    throw new Refusal(400, `alert_type is invalid: ${JSON.stringify(type)}`);
  return {
    title: checkText(title, 'title', 500),
    text: checkText(text, 'text', MAX_EVENT_CHARACTERS),
    tags: checkTags(tags),
    aggregationKey: key === undefined ? undefined : checkText(key, 'aggregation_key', 100),
  };
}
