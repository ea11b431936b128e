import type { Problem } from '../bot-metrics-error.ts';
import { findBucketsProblem, findNameProblem } from '../definition/check-definition.ts';
import { configurationError } from '../options/configuration-error.ts';
import type { GaugeMerge, View } from './view.ts';

const merges: readonly GaugeMerge[] = ['sum', 'max', 'min', 'last'];

/** @throws BotMetricsError `invalid_configuration` with every problem of the views */
export function checkViews(views: readonly View[]): void {
  const problems = views.flatMap((view, i) =>
    findProblems(view).map(({ path, text }) => ({ path: ['views', String(i), ...path], text })),
  );
  if (problems.length > 0) throw configurationError(problems);
}

function findProblems({ metric, name, labels = {}, buckets, merge }: View): Problem[] {
  const problems: Problem[] = [];
  const add = (text: string, ...path: string[]): number => problems.push({ path, text });
  if (typeof metric !== 'string' || metric === '') {
    add(`${JSON.stringify(metric)} must be a name, or a pattern such as "http.*"`, 'metric');
  }
  const nameProblem = name === undefined ? undefined : findNameProblem(name);
  if (nameProblem !== undefined) add(`${JSON.stringify(name)} ${nameProblem}`, 'name');
  else if (name !== undefined && String(metric).includes('*')) {
    add(`${JSON.stringify(name)} would rename every metric that matches "${metric}"; name one metric`, 'name');
  }
  const bucketsProblem = buckets === undefined ? undefined : findBucketsProblem(buckets);
  if (bucketsProblem !== undefined) add(bucketsProblem, 'buckets');
  if (merge !== undefined && !merges.includes(merge)) {
    add(`${JSON.stringify(merge)} must be one of ${merges.join(', ')}`, 'merge');
  }
  for (const [from, to] of Object.entries(labels.rename ?? {})) {
    if (typeof to !== 'string' || to === '')
      add(`${JSON.stringify(to)} must be a label name`, 'labels', 'rename', from);
  }
  return problems;
}
