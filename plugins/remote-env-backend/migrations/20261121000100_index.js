/**
 * The projection of the resources, one table for each kind. `document` is the object as the store has it; the
 * other columns are what lists sort, filter and search by. States that depend on two objects (an environment and
 * its approval) are joined when they are read, so that the order in which changes arrive does not matter.
 * Everything here can be dropped and rebuilt from the store.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const base = (table, columns) => {
    table.string('object_name', 253).primary();
    table.string('uid', 100).notNullable();
    table.string('created_at', 30).notNullable();
    columns(table);
    table.text('document').notNullable();
  };
  const ofEnvironment = table => {
    table.string('environment', 63).notNullable();
    table.string('environment_uid', 100).notNullable();
  };

  await knex.schema.createTable('index_environments', table =>
    base(table, () => {
      table.string('sort_key', 200).notNullable().index();
      table.string('owner', 300).nullable().index();
      table.string('requested_by', 300).nullable().index();
      table.boolean('deleting').notNullable();
      table.text('search').notNullable();
    }),
  );
  await knex.schema.createTable('index_approvals', table =>
    base(table, () => {
      ofEnvironment(table);
      table.string('verdict', 20).notNullable();
    }),
  );
  await knex.schema.createTable('index_services', table =>
    base(table, () => {
      ofEnvironment(table);
      table.string('service_id', 100).notNullable();
      table.string('sort_key', 200).notNullable();
      table.boolean('ready').notNullable();
      table.boolean('has_api').notNullable();
      table.boolean('has_events').notNullable();
      table.text('search').notNullable();
      table.index(['sort_key', 'object_name'], 'index_services_sort_idx');
      table.index(
        ['environment_uid', 'sort_key', 'object_name'],
        'index_services_environment_idx',
      );
    }),
  );
  await knex.schema.createTable('index_certificates', table =>
    base(table, () => {
      ofEnvironment(table);
      table.string('not_before', 30).notNullable();
      table.index(
        ['environment_uid', 'not_before', 'object_name'],
        'index_certificates_environment_idx',
      );
    }),
  );
  for (const name of ['index_bindings', 'index_subscriptions']) {
    await knex.schema.createTable(name, table =>
      base(table, () => {
        ofEnvironment(table);
        table.string('service_id', 100).nullable();
        table.index(
          ['environment_uid', 'created_at', 'object_name'],
          `${name}_environment_idx`,
        );
      }),
    );
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of [
    'index_subscriptions',
    'index_bindings',
    'index_certificates',
    'index_services',
    'index_approvals',
    'index_environments',
  ]) {
    await knex.schema.dropTable(name);
  }
};
