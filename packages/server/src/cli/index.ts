// What the assembly may use of the command line's endpoints.
export { registerCliRoutes } from './routes.js';
