import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

test('without a command it says what there is', async () => {
  const { code, out, err } = await runCommand([]);

  await expect(out).toMatchFileSnapshot('golden/help.txt');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(await runCommand(['--help'])).toEqual({ code, out, err });
});

test('each command says how it is used', async () => {
  const { code, out } = await runCommand(['scrape', '--help']);

  expect(code).toBe(0);
  expect(out).toBe(`Usage: bot-metrics scrape URL [OPTIONS]: reads, lints and tabulates a metrics page

  -H, --header "NAME: VALUE"  sent with the request, as often as needed
  --json                      the result as JSON
  -h, --help                  this text
`);
});

test('tells its version', async () => {
  const { code, out } = await runCommand(['--version']);

  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test.each([
  [['chek'], 'There is no command "chek"; did you mean "check"?'],
  [['check', '--confg', 'x'], "Unknown option '--confg'"],
  [['check', '--config'], "Option '-c, --config <value>' argument missing"],
  [['check', 'file.yaml'], '"file.yaml" is one word too many'],
  [['scrape'], 'URL is missing'],
  [['scrape', 'ftp://localhost'], '"ftp://" is not read; write http or https'],
  [['scrape', 'localhost', '--header', 'Basic hunter2'], '--header needs the form "Name: value"'],
])('wrong usage %j ends with 2 and says what is wrong, then how it is used', async (args, problem) => {
  const { code, out, err } = await runCommand(args);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.split('\n\n')[0]).toBe(problem);
  expect(err).toContain('Usage: bot-metrics ');
  expect(err).not.toContain('hunter2');
});
