// Owns what partners see of the brand: the logo, and how the program introduces itself.
import { LOGO_SIZE_MAX_BYTES, LOGO_SIZE_MAX_PX } from '@affitor/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ImageUp } from 'lucide-react';
import { useId, useState } from 'react';
import { toast } from 'sonner';
import { callApi } from '../../api/client.js';
import { explainFailure } from '../../api/failure.js';
import { refresh, useChange } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button, buttonLook } from '../../ui/button.js';
import { cn } from '../../ui/classes.js';
import { Card } from '../../ui/surface.js';
import { ProgramLogo } from './program-logo.js';

const KIB = 1024;
const PROGRAM_READS = ['readProgram', 'listPrograms'] as const;

export function BrandingSection() {
  const program = useProgram();
  return (
    <>
      <LogoCard />
      <Card title="What partners see" about="The logo, the name and the tagline, as stored now.">
        <div className="flex flex-wrap items-center gap-4 rounded-xl border p-5">
          <ProgramLogo />
          <div className="grid min-w-0 flex-1 basis-52 gap-1">
            <p className="text-base font-semibold break-words">{program.name}</p>
            <p className="break-words text-muted">
              {program.tagline ?? 'No tagline yet: write one in the business profile.'}
            </p>
          </div>
        </div>
      </Card>
    </>
  );
}

function LogoCard() {
  const program = useProgram();
  const mayChange = useMay('program:update');
  const remove = useChange('deleteLogo', { touches: PROGRAM_READS, done: 'The logo is removed' });
  return (
    <Card
      title="Logo"
      about={
        `PNG, JPG or SVG, at most ${LOGO_SIZE_MAX_PX} × ${LOGO_SIZE_MAX_PX} pixels and ` +
        `${LOGO_SIZE_MAX_BYTES / KIB} KiB. Everybody can see it.`
      }
    >
      <div className="flex flex-wrap items-center gap-4">
        <ProgramLogo />
        {mayChange ? (
          <div className="flex flex-wrap items-center gap-2">
            <Upload />
            {program.logo_url !== null && (
              <Button
                isBusy={remove.isPending}
                onClick={() => remove.mutate({ params: { id: program.id } })}
              >
                Remove
              </Button>
            )}
          </div>
        ) : (
          <p className="text-muted">Your role may look at settings, not change them.</p>
        )}
      </div>
    </Card>
  );
}

function Upload() {
  const program = useProgram();
  const client = useQueryClient();
  const inputId = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > LOGO_SIZE_MAX_BYTES) {
        const kib = Math.ceil(file.size / KIB);
        throw new Error(`The file has ${kib} KiB; at most ${LOGO_SIZE_MAX_BYTES / KIB} are taken.`);
      }
      const body = { content_base64: await readBase64(file) };
      return callApi('replaceLogo', { params: { id: program.id }, body });
    },
    onSuccess: () => {
      toast.success('The logo is in place');
      return refresh(client, PROGRAM_READS);
    },
    onError: (error) => void explain(error).then(setProblem),
  });
  return (
    <div className="grid gap-1.5">
      <label
        htmlFor={inputId}
        className={cn(
          buttonLook({ look: 'primary' }),
          'cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2',
        )}
      >
        <ImageUp aria-hidden="true" />
        {program.logo_url === null ? 'Upload a logo' : 'Replace'}
        <input
          id={inputId}
          type="file"
          accept="image/png,image/jpeg,image/svg+xml"
          disabled={upload.isPending}
          className="sr-only"
          onChange={({ target }) => {
            const file = target.files?.[0];
            setProblem(null);
            if (file) upload.mutate(file);
            // The same file can be chosen again after it was mended.
            target.value = '';
          }}
        />
      </label>
      {problem !== null && (
        <p role="alert" className="max-w-md text-[0.8125rem] text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}

async function explain(error: unknown): Promise<string> {
  if (error instanceof Error && error.name === 'Error') return error.message;
  const { title } = await explainFailure(error);
  return title.replace(/^content_base64: /, 'The file ').replace(/\.?$/, '.');
}

/** The bytes of a file as base64. */
function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(new Error('The browser could not read the file.'));
    reader.onload = () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.replace(/^data:[^,]*,/, ''));
    };
    reader.readAsDataURL(file);
  });
}
