import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

test('lists the commands without arguments', async () => {
  const { code, out, err } = await runCommand([]);

  await expect(out).toMatchFileSnapshot('golden/help.txt');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(await runCommand(['--help'])).toEqual({ code, out, err });
});

test('each command prints its help', async () => {
  const { code, out } = await runCommand(['scrape', '--help']);

  expect(code).toBe(0);
  expect(out).toBe(`Usage: bot-metrics scrape URL [OPTIONS]: reads and lints a metrics page and shows it as a table

  -H, --header "NAME: VALUE"  a request header; repeatable
  --json                      print the result as JSON
  -h, --help                  print this help
`);
});

test('prints its version', async () => {
  const { code, out } = await runCommand(['--version']);

  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test.each([
  [['chek'], 'Unknown command "chek"; did you mean "check"?'],
  [['check', '--confg', 'x'], "Unknown option '--confg'"],
  [['check', '--config'], "Option '-c, --config <value>' argument missing"],
  [['check', 'file.yaml'], 'unexpected argument "file.yaml"'],
  [['scrape'], 'the argument URL is required'],
  [['scrape', 'ftp://localhost'], '"ftp://" must be http:// or https://'],
  [['scrape', 'localhost', '--header', 'Basic hunter2'], '--header needs the form "Name: value"'],
])('wrong usage %j exits with 2 and prints the problem, then the help', async (args, problem) => {
  const { code, out, err } = await runCommand(args);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.split('\n\n')[0]).toBe(problem);
  expect(err).toContain('Usage: bot-metrics ');
  expect(err).not.toContain('hunter2');
});
