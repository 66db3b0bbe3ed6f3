// Owns where short messages appear.
import { Toaster } from 'sonner';
import { useTheme } from './theme.js';

export function Toasts() {
  const { isDark } = useTheme();
  return <Toaster theme={isDark ? 'dark' : 'light'} position="bottom-right" closeButton />;
}
