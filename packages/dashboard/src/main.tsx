// Owns the start of the dashboard: styles, theme, cache and router, put on the page.
import './styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/queries.js';
import { allowOwnStyles } from './platform/style-nonce.js';
import { createAppRouter } from './router.js';
import { applyTheme } from './shell/theme.js';
import { Toasts } from './shell/toasts.js';

allowOwnStyles();
applyTheme();

const queryClient = createQueryClient();
const router = createAppRouter(queryClient);
const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  </StrictMode>,
);
