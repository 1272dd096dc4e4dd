import { Text } from '@backstage/ui';
import type {
  ODataOperation,
  ODataProperty,
  ODataResource,
  ODataType,
} from '@remote-env/plugin-remote-env-common';
import { useText } from '../../translation';
import { FactTable } from './FactTable';
import { TypeLink } from './TypeLink';
import styles from './ODataView.module.css';

type Types = readonly ODataType[];

/** What an entity set or a singleton holds: its type in full, so that nobody has to go on for it. */
export function ResourceFacts(props: {
  resource: ODataResource;
  types: Types;
}) {
  const { resource, types } = props;
  const { t } = useText();
  const type = types.find(({ name }) => name === resource.type);
  return (
    <>
      <Text as="div">
        {t('service.odata.ofType')}{' '}
        <TypeLink type={resource.type} types={types} />
      </Text>
      {type && <TypeFacts type={type} types={types} />}
    </>
  );
}

export function OperationFacts(props: {
  operation: ODataOperation;
  types: Types;
}) {
  const { operation, types } = props;
  const { t } = useText();
  return (
    <>
      {operation.parameters.length > 0 ? (
        <FactTable
          heads={[
            t('service.odata.column.parameter'),
            t('service.odata.column.type'),
            t('service.odata.column.description'),
          ]}
          rows={operation.parameters.map(parameter => [
            parameter.name,
            <PropertyType key="type" property={parameter} types={types} />,
            parameter.description,
          ])}
        />
      ) : (
        <Text color="secondary">{t('service.odata.noParameters')}</Text>
      )}
      {operation.returns && (
        <Text as="div">
          {t('service.odata.returns')}{' '}
          <TypeLink {...operation.returns} types={types} />
        </Text>
      )}
    </>
  );
}

export function TypeFacts({ type, types }: { type: ODataType; types: Types }) {
  const { t } = useText();
  const rows = (properties: readonly ODataProperty[]) =>
    properties.map(property => [
      <span key="name" className={styles.property}>
        {property.name}
        {type.key.includes(property.name) && (
          <span className={styles.key}>{t('service.odata.key')}</span>
        )}
      </span>,
      <PropertyType key="type" property={property} types={types} />,
      property.description,
    ]);
  const structured = type.kind === 'entity' || type.kind === 'complex';
  return (
    <>
      {type.base && (
        <Text as="div">
          {t('service.odata.extends')}{' '}
          <TypeLink type={type.base} types={types} />
        </Text>
      )}
      {structured && type.properties.length === 0 && (
        <Text color="secondary">{t('service.odata.noProperties')}</Text>
      )}
      {type.properties.length > 0 && (
        <FactTable
          heads={[
            t('service.odata.column.property'),
            t('service.odata.column.type'),
            t('service.odata.column.description'),
          ]}
          rows={rows(type.properties)}
        />
      )}
      {type.navigation.length > 0 && (
        <FactTable
          heads={[
            t('service.odata.column.navigation'),
            t('service.odata.column.type'),
            t('service.odata.column.description'),
          ]}
          rows={rows(type.navigation)}
        />
      )}
      {type.members.length > 0 && (
        <FactTable
          heads={[
            t('service.odata.column.member'),
            t('service.odata.column.value'),
            t('service.odata.column.description'),
          ]}
          rows={type.members.map(({ name, value, description }) => [
            name,
            value,
            description,
          ])}
        />
      )}
    </>
  );
}

function PropertyType(props: { property: ODataProperty; types: Types }) {
  const { property, types } = props;
  const { t } = useText();
  const { maxLength, nullable } = property;
  const notes = [
    maxLength !== undefined && /^\d+$/.test(maxLength)
      ? t('service.odata.maxLength', { length: maxLength })
      : undefined,
    nullable === false ? t('service.odata.required') : undefined,
  ].filter(note => note !== undefined);
  return (
    <>
      <TypeLink
        type={property.type}
        collection={property.collection}
        types={types}
      />
      {notes.length > 0 && (
        <span className={styles.notes}> {notes.join(', ')}</span>
      )}
    </>
  );
}
