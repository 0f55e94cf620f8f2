/**
 * node's own HTTP. An `import` of it would touch all that it exports, and so load node's client for `fetch` with it: a fifth
 * of the time that a start takes.
 */
export const { STATUS_CODES, createServer, request } = process.getBuiltinModule('node:http');
