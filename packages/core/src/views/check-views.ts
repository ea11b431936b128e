import { BotMetricsError } from '../bot-metrics-error.ts';
import { bucketsProblem, nameProblem } from '../definition/check-definition.ts';
import type { GaugeMerge, View } from './view.ts';

const merges: readonly GaugeMerge[] = ['sum', 'max', 'min', 'last'];

/** Throws one `invalid_configuration` that lists every problem of the views. */
export function checkViews(views: readonly View[]): void {
  const problems = views.flatMap((view, i) => problemsOf(view).map((problem) => `views[${i}].${problem}`));
  if (problems.length > 0) throw new BotMetricsError('invalid_configuration', problems.join('\n'));
}

function problemsOf({ metric, name, labels = {}, buckets, merge }: View): string[] {
  const problems: string[] = [];
  if (typeof metric !== 'string' || metric === '') {
    problems.push(`metric: ${JSON.stringify(metric)} must be a name, or a pattern such as "http.*"`);
  }
  const misnamed = name === undefined ? undefined : nameProblem(name);
  if (misnamed !== undefined) problems.push(`name: ${JSON.stringify(name)} ${misnamed}`);
  else if (name !== undefined && String(metric).includes('*')) {
    problems.push(
      `name: ${JSON.stringify(name)} would be the name of every metric that fits "${metric}"; name one metric`,
    );
  }
  const misplaced = buckets === undefined ? undefined : bucketsProblem(buckets);
  if (misplaced !== undefined) problems.push(misplaced);
  if (merge !== undefined && !merges.includes(merge)) {
    problems.push(`merge: ${JSON.stringify(merge)} must be one of ${merges.join(', ')}`);
  }
  for (const [from, to] of Object.entries(labels.rename ?? {})) {
    if (typeof to !== 'string' || to === '')
      problems.push(`labels.rename.${from}: ${JSON.stringify(to)} must be a label name`);
  }
  return problems;
}
