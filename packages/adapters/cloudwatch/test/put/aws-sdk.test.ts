import { expect, test, vi } from 'vitest';
import { CloudWatchMetricsBackend } from '../../src/cloudwatch-metrics-backend.ts';

vi.mock('@aws-sdk/client-cloudwatch', () => {
  throw new Error("Cannot find package '@aws-sdk/client-cloudwatch'");
});

const message = 'mode "put" needs @aws-sdk/client-cloudwatch; run: npm install @aws-sdk/client-cloudwatch';

test('without the AWS SDK the start fails and names the package to install, and no record is lost', async () => {
  const backend = new CloudWatchMetricsBackend();
  backend.recordCounter('posts', 1);

  await expect(backend.start()).rejects.toMatchObject({ code: 'missing_package', message });
  await expect(backend.flush()).rejects.toMatchObject({ code: 'missing_package', message });
  expect(backend.account()).toMatchObject({ offered: 1, pending: 1 });
});

test('Embedded Metric Format does not need the AWS SDK', async () => {
  const lines: string[] = [];
  const output = {
    write(text: string, written: () => void) {
      lines.push(text);
      written();
    },
  };
  const backend = new CloudWatchMetricsBackend({ mode: 'emf', output });
  await backend.start();
  backend.recordCounter('posts', 1);
  await backend.shutdown();

  expect(lines).toHaveLength(1);
});
