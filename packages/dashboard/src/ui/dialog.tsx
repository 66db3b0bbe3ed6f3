// Owns windows above the page: dialogs in its middle and panels at its side.
import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './classes.js';

interface WindowProps {
  title: string;
  description?: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

const OVERLAY = 'fixed inset-0 z-40 bg-shade';

/** A dialog in the middle of the page. */
export function Dialog(props: WindowProps) {
  return (
    <Window
      {...props}
      className={cn(
        'top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100vw-2rem))]',
        '-translate-x-1/2 -translate-y-1/2 rounded-2xl',
      )}
    />
  );
}

/** A panel at the side of the page; the whole width of a phone. */
export function SidePanel(props: WindowProps) {
  return (
    <Window {...props} className="inset-y-0 right-0 w-full overflow-y-auto border-l sm:w-[30rem]" />
  );
}

function Window(props: WindowProps & { className: string }) {
  const { title, description, isOpen, onClose, children, className } = props;
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className={OVERLAY} />
        <Primitive.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={cn(
            'fixed z-50 flex flex-col gap-4 overflow-y-auto bg-panel p-5 text-ink shadow-2xl',
            className,
          )}
        >
          <header className="flex items-start justify-between gap-4">
            <div className="grid gap-1">
              <Primitive.Title className="text-base font-semibold">{title}</Primitive.Title>
              {description !== undefined && (
                <Primitive.Description className="text-muted">{description}</Primitive.Description>
              )}
            </div>
            <Primitive.Close
              aria-label="Close"
              className="-mt-1 -mr-1 grid size-8 shrink-0 place-items-center rounded-lg hover:bg-sunken"
            >
              <X className="size-4" aria-hidden="true" />
            </Primitive.Close>
          </header>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
