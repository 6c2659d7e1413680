import { Router } from 'express';

/**
 * `/livez`: the process answers. `/readyz`: it also takes new questions.
 * @param isReady - false while the server shuts down.
 */
export function healthRoutes(isReady: () => boolean): Router {
  return Router()
    .get('/livez', (_request, response) => {
      response.json({ status: 'ok' });
    })
    .get('/readyz', (_request, response) => {
      const ready = isReady();
      response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'shutting down' });
    });
}
