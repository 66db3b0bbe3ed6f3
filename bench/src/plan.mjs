// Owns the list of what a run measures. Figures that are divided by each other stand next to each
// other, because the machine is not equally fast in every minute.

const ROWS_OF_DRIVER = [50, 200];

/**
 * One measurement.
 *
 * @typedef {object} Measurement
 * @property {string} id unique in a run
 * @property {'service' | 'bare' | 'naive' | 'driver'} form
 * @property {'click' | 'lead' | 'sale' | 'commit'} endpoint
 * @property {number} [connections]
 * @property {number} [processCount]
 * @property {boolean} [isHot] one link takes all clicks
 * @property {boolean} [isFilled] in the database with stored clicks
 * @property {number} [rows] rows per statement of the driver
 */

/**
 * @param {ReturnType<typeof import('./options.mjs').readOptions>} options
 * @returns {Measurement[]}
 */
export function planRound(options) {
  const plan = options.has('limits') ? [driver('commit', 1)] : [];
  for (const connections of options.connections) {
    for (const endpoint of ['click', 'sale', 'lead']) {
      if (options.has(endpoint)) plan.push(...planEndpoint(endpoint, connections, options));
    }
  }
  if (options.has('limits')) {
    for (const rows of ROWS_OF_DRIVER) plan.push(driver('click', rows), driver('sale', rows));
  }
  return plan;
}

function planEndpoint(endpoint, connections, options) {
  const plan = [];
  const isLoaded = connections >= 50;
  if (options.has('limits')) plan.push(http('bare', endpoint, { connections }));
  for (const processCount of options.processCounts) {
    plan.push(http('service', endpoint, { connections, processCount }));
  }
  if (options.has('hot') && endpoint === 'click' && isLoaded) {
    plan.push(http('service', 'click', { connections, isHot: true }));
  }
  if (options.has('stored') && endpoint !== 'lead' && connections <= 50) {
    plan.push(http('service', endpoint, { connections, isFilled: true }));
  }
  if (options.has('limits') && endpoint !== 'lead' && connections === 50) {
    plan.push(http('naive', endpoint, { connections }));
  }
  return plan;
}

function http(form, endpoint, { connections, processCount = 1, isHot = false, isFilled = false }) {
  const marks = [isHot ? 'hot' : '', isFilled ? 'stored' : '', `${processCount}p`, connections];
  const id = [form, endpoint, ...marks].filter(Boolean).join('/');
  return { id, form, endpoint, connections, processCount, isHot, isFilled };
}

function driver(endpoint, rows) {
  return { id: `driver/${endpoint}/${rows}`, form: 'driver', endpoint, rows };
}
