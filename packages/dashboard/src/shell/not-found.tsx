// Owns what is shown at an address that leads nowhere.
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { buttonLook } from '../ui/button.js';
import { Empty } from '../ui/states.js';

export function NotFoundPage() {
  return (
    <main>
      <Empty
        icon={<Compass />}
        title="There is nothing here"
        isPage
        about="The address is wrong, or what it led to is gone or belongs to another workspace."
      >
        <Link to="/" className={buttonLook({ look: 'primary' })}>
          Go to the dashboard
        </Link>
      </Empty>
    </main>
  );
}
