// Owns the processes of a plan: services, compared forms, load and driver; all live side by side.
import { readMemoryMegabytes, startHelper, startService } from './processes.mjs';

/**
 * Starts what the plan needs.
 *
 * @param {{ plan: object[], targets: { empty: object, filled?: object } }} options
 */
export async function createProcesses({ plan, targets }) {
  const load = startHelper('./load-process.mjs');
  const running = [load];
  const services = new Map();
  const forms = new Map();
  let driver = null;

  const targetOf = (measurement) => (measurement.isFilled ? targets.filled : targets.empty);
  const stop = () => Promise.all(running.map((part) => part.stop()));
  try {
    for (const measurement of plan) await prepare(measurement);
  } catch (error) {
    await stop();
    throw error;
  }

  async function prepare(measurement) {
    const { form, processCount } = measurement;
    if (form === 'driver') {
      if (driver) return;
      driver = startHelper('./driver-process.mjs');
      running.push(driver);
      return;
    }
    if (form === 'service') {
      if (services.has(serviceKey(measurement))) return;
      const databaseUrl = targetOf(measurement).url;
      const service = await startService({ databaseUrl, processCount });
      services.set(serviceKey(measurement), service);
      running.push(service);
      return;
    }
    if (forms.has(form)) return;
    const server = startHelper('./limit-server.mjs');
    running.push(server);
    forms.set(form, await server.ask({ form, target: targets.empty }));
  }

  return {
    /** Runs one measurement: for a time, or until `requestCount` requests are answered. */
    run(measurement, seconds) {
      const target = targetOf(measurement);
      if (measurement.form === 'driver') {
        const { endpoint: work, rows } = measurement;
        return driver.ask({ work, rows, target, seconds });
      }
      const service = services.get(serviceKey(measurement));
      const url = measurement.form === 'service' ? service.url : forms.get(measurement.form);
      return load.ask({ ...measurement, url, target, seconds });
    },
    /** Megabytes of the largest process of the first service. */
    readMemory() {
      const [service] = services.values();
      return readMemoryMegabytes(service.pid)[0];
    },
    stop,
  };
}

const serviceKey = ({ processCount, isFilled = false }) => `${processCount}/${isFilled}`;
