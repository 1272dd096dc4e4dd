import type { PortalApiComponents } from '@remote-env/plugin-remote-env-common';
import type {
  ComparisonState,
  DocumentVersion,
  RegisteredService,
} from '../../../registry';

/**
 * @param service - as it is now
 * @param comparison - with the version before; undefined where there is none
 */
export function presentVersion(
  version: DocumentVersion,
  { service, isNewest }: { service: RegisteredService; isNewest: boolean },
  comparison: ComparisonState | undefined,
): PortalApiComponents['schemas']['DocumentVersion'] {
  const { role, number, sha256, format, contentType, size, at } = version;
  return {
    role,
    number,
    sha256,
    format,
    contentType,
    size,
    at,
    changedBy: version.changedBy,
    current:
      isNewest &&
      service.documents.some(
        each => each.role === role && each.sha256 === sha256,
      ),
    comparison: comparison ?? { state: 'none' },
  };
}
