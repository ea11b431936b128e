import { BotMetricsError } from '../bot-metrics-error.ts';
import { findBucketsProblem, findNameProblem } from '../definition/check-definition.ts';
import type { GaugeMerge, View } from './view.ts';

const merges: readonly GaugeMerge[] = ['sum', 'max', 'min', 'last'];

/** @throws BotMetricsError `invalid_configuration`, one line for each problem */
export function checkViews(views: readonly View[]): void {
  const problems = views.flatMap((view, i) => findProblems(view).map((problem) => `views[${i}].${problem}`));
  if (problems.length > 0) throw new BotMetricsError('invalid_configuration', problems.join('\n'));
}

function findProblems({ metric, name, labels = {}, buckets, merge }: View): string[] {
  const problems: string[] = [];
  if (typeof metric !== 'string' || metric === '') {
    problems.push(`metric: ${JSON.stringify(metric)} must be a name, or a pattern such as "http.*"`);
  }
  const nameProblem = name === undefined ? undefined : findNameProblem(name);
  if (nameProblem !== undefined) problems.push(`name: ${JSON.stringify(name)} ${nameProblem}`);
  else if (name !== undefined && String(metric).includes('*')) {
    problems.push(`name: ${JSON.stringify(name)} would rename every metric that matches "${metric}"; name one metric`);
  }
  const bucketsProblem = buckets === undefined ? undefined : findBucketsProblem(buckets);
  if (bucketsProblem !== undefined) problems.push(bucketsProblem);
  if (merge !== undefined && !merges.includes(merge)) {
    problems.push(`merge: ${JSON.stringify(merge)} must be one of ${merges.join(', ')}`);
  }
  for (const [from, to] of Object.entries(labels.rename ?? {})) {
    if (typeof to !== 'string' || to === '')
      problems.push(`labels.rename.${from}: ${JSON.stringify(to)} must be a label name`);
  }
  return problems;
}
