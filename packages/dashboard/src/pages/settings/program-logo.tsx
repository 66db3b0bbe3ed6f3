// Owns how the logo of a program is shown: as an image, in which nothing can run.
import { ImageOff } from 'lucide-react';
import { useProgram } from '../../shell/session.js';
import { cn } from '../../ui/classes.js';

/** The uploaded logo. One that is hosted elsewhere is named: our pages load nothing from others. */
export function ProgramLogo() {
  const { logo_url: url, name } = useProgram();
  const isOurs = url !== null && new URL(url).pathname.startsWith('/logos/');
  return (
    <div className="grid gap-1">
      <span
        className={cn(
          'grid size-24 shrink-0 place-items-center overflow-hidden rounded-xl border p-2',
          isOurs ? 'bg-white' : 'bg-sunken',
        )}
      >
        {url !== null && isOurs ? (
          // Only the path: behind a proxy the service may be known by several names.
          <img
            src={new URL(url).pathname}
            alt={`Logo of ${name}`}
            className="max-h-full max-w-full object-contain"
          />
        ) : (
          <ImageOff className="size-6 text-muted" aria-hidden="true" />
        )}
      </span>
      {url !== null && !isOurs && (
        <span className="max-w-60 truncate text-xs text-muted" title={url}>
          Hosted at {url}
        </span>
      )}
    </div>
  );
}
