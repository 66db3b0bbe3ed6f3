// Owns the HTTP forms that the service is compared with: the bare one, which parses and validates
// like the service and writes nothing, and the naive one, a transaction per request.

import { pathOf } from './bodies.mjs';
import { connect, silentLog } from './database.mjs';
import { answerJobs, findFreePort } from './processes.mjs';
import {
  authenticateProgramKeys,
  createHttpServer,
  describeVisitor,
  insertClicks,
  isSpeculative,
  isTestMode,
  networkOf,
  randomClickToken,
  readBearerToken,
  readClickInput,
  readLeadInput,
  readSaleInput,
  requireJsonObject,
  runnerOf,
  sha256,
  systemClock,
  withShortTransaction,
} from './server-modules.mjs';
import { clickRowOf, readConfigVersion, recordSalesOf } from './writes.mjs';

answerJobs(serve);

/** @param {{ form: 'bare' | 'naive', target: object }} job */
async function serve({ form, target }) {
  const port = await findFreePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const app = createHttpServer({ log: silentLog, publicUrl, trustProxy: false });
  if (form === 'bare') registerBare(app);
  else await registerNaive(app, target);
  await app.listen({ host: '127.0.0.1', port });
  return publicUrl;
}

function readClick(request) {
  const body = requireJsonObject(request.body);
  if (isTestMode(body)) throw new Error('the load asks for no test mode');
  const input = readClickInput(body, request.headers['user-agent']);
  const visitor = describeVisitor(input.userAgent);
  const isBot = visitor.isBot || isSpeculative(request.headers);
  const context = { ...input.context, ip_network: networkOf(request.ip) };
  if (visitor.deviceType) context.device_type = visitor.deviceType;
  if (visitor.deviceOs) context.device_os = visitor.deviceOs;
  if (visitor.browserName) context.browser_name = visitor.browserName;
  return { code: input.code, isBot, context };
}

function readSale(request) {
  const bearer = readBearerToken(request.headers.authorization);
  const keyHash = sha256(bearer.token);
  const body = requireJsonObject(request.body);
  if (isTestMode(body)) throw new Error('the load asks for no test mode');
  return { keyHash, input: readSaleInput(body) };
}

function clickReply(clickId, code) {
  return { success: true, click_id: clickId, partner_code: code, cookie_window_days: 60 };
}

function saleReply(saleId, commissionId) {
  return {
    success: true,
    sale_id: saleId,
    commission_id: commissionId,
    message: 'Sale tracked successfully',
  };
}

function registerBare(app) {
  app.post(pathOf('click'), async (request) => {
    const { code } = readClick(request);
    return clickReply(`cust_1_1700000000000${randomClickToken()}`, code);
  });
  app.post(pathOf('lead'), async (request) => {
    sha256(readBearerToken(request.headers.authorization).token);
    readLeadInput(requireJsonObject(request.body));
    return { success: true, customer_id: 1 };
  });
  app.post(pathOf('sale'), async (request) => {
    readSale(request);
    return saleReply(1, 1);
  });
}

async function registerNaive(app, target) {
  const db = connect(target.url, 10);
  const configVersion = await readConfigVersion(db);
  const linkOf = new Map(target.links.map((link) => [link.code, link]));
  app.post(pathOf('click'), async (request) => {
    const { code, isBot, context } = readClick(request);
    const row = clickRowOf({ target, link: linkOf.get(code), isBot, context });
    const [customerId] = await withShortTransaction(db, (tx) =>
      insertClicks(runnerOf(tx), [row], { configVersion, counting: true }),
    );
    return clickReply(`cust_${customerId}_${row.clickedAtMs}${row.token}`, code);
  });
  app.post(pathOf('sale'), async (request) => {
    const { keyHash, input } = readSale(request);
    const [owner] = await authenticateProgramKeys(db.kysely, [keyHash]);
    const items = [{ owner, input, requestId: request.id }];
    const [outcome] = await withShortTransaction(db, (tx) => recordSalesOf(tx, items, systemClock));
    if (!outcome.ok) throw outcome.error;
    return saleReply(Number(outcome.value.saleId), Number(outcome.value.commissionId));
  });
}
