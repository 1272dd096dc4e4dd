import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import { LoadingLines } from '../../ui';
import { EnvironmentsPage } from '../EnvironmentsPage';

// The list is what people see first: it does not wait for the code of the pages behind it.
const EnvironmentPage = lazy(async () => ({
  default: (await import('../EnvironmentPage')).EnvironmentPage,
}));
const ServicePage = lazy(async () => ({
  default: (await import('../ServicePage')).ServicePage,
}));
const RegisterServicePage = lazy(async () => ({
  default: (await import('../ServiceForm')).RegisterServicePage,
}));
const EditServicePage = lazy(async () => ({
  default: (await import('../ServiceForm')).EditServicePage,
}));

/** What lies below `/remote-env/environments`. */
export function EnvironmentsRouter() {
  return (
    <Suspense fallback={<LoadingLines lines={8} />}>
      <Routes>
        <Route index element={<EnvironmentsPage />} />
        <Route path=":name/register" element={<RegisterServicePage />} />
        <Route
          path=":name/services/:serviceId/edit"
          element={<EditServicePage />}
        />
        <Route path=":name/services/:serviceId/*" element={<ServicePage />} />
        <Route path=":name/*" element={<EnvironmentPage />} />
      </Routes>
    </Suspense>
  );
}
