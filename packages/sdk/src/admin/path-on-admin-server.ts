import type { ConfiguredBackend } from '../config/load-config.ts';
import type { AdminSettings } from '../config/schema/root-options.ts';
import { ADMIN_HOST, ADMIN_PORT } from './admin-server.ts';

/** The path of a page that the admin server serves, because its backend would listen on the same address. */
export function pathOnAdminServer(
  { declaration, options: { listen, ...given } }: ConfiguredBackend,
  admin: AdminSettings | undefined,
): string | undefined {
  if (declaration.type !== 'prometheus' || listen === false || !isEnabled(admin)) return undefined;
  const defaultOf = (name: string): unknown => declaration.options[name]?.details.default;
  const { host = defaultOf('host'), port = defaultOf('port'), path = defaultOf('path') } = given;
  const isSame = host === (admin.host ?? ADMIN_HOST) && port === (admin.port ?? ADMIN_PORT);
  return isSame ? String(path) : undefined;
}

/** Whether there is an admin server. */
export function isEnabled(admin: AdminSettings | undefined): admin is AdminSettings {
  return admin !== undefined && admin.enabled !== false;
}
