import net from 'node:net';

/**
 * Refuses every TCP connection to a host other than this machine, so that no test can reach a vendor by mistake.
 * The error names the host: point the connector's base URL at the simulator instead.
 */
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const first = (Array.isArray(args[0]) ? args[0][0] : args[0]) as { host?: string; path?: string } | number | string;
  const host =
    typeof first === 'object' && first !== null ? first.host : typeof args[1] === 'string' ? args[1] : undefined;
  if (host !== undefined && !['127.0.0.1', 'localhost', '::1'].includes(host)) {
    throw new Error(
      `a test tried to reach ${host}: tests may only talk to 127.0.0.1; give the connector a base URL of the simulator`,
    );
  }
  return connect.apply(this, args as never);
} as typeof connect;
