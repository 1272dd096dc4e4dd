import { Route, Routes } from 'react-router-dom';
import { EnvironmentPage } from '../EnvironmentPage';
import { EnvironmentsPage } from '../EnvironmentsPage';
import { EditServicePage, RegisterServicePage } from '../ServiceForm';
import { ServicePage } from '../ServicePage';

/** What lies below `/remote-env/environments`. */
export function EnvironmentsRouter() {
  return (
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
  );
}
