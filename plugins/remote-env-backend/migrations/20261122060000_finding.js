const FORMATS = ['openapi', 'asyncapi', 'odata', 'guides'];

const LABELS = ['index_service_labels', 'index_environment_labels'];

/**
 * What services and environments are found by beside words: the formats of their documents, the day on which they end,
 * when they were changed, and their labels, one a row, so that the database can count them. Rows of before are written
 * anew, since their layout is another one.
 *
 * Counting reads every service. `index_services_facets_idx` has all that it needs, so that the objects themselves, which
 * make up most of a row, are not read.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('index_environments', table => {
    table.index(['uid'], 'index_environments_uid_idx');
  });
  await knex.schema.alterTable('index_services', table => {
    for (const format of FORMATS) {
      table.boolean(format).notNullable().defaultTo(false);
    }
    table.string('ends_on', 10).nullable();
    table.string('changed_at', 30).notNullable().defaultTo('');
    table.index(
      ['environment', 'sort_key', 'object_name'],
      'index_services_by_environment_idx',
    );
    table.index(['changed_at', 'object_name'], 'index_services_changed_idx');
    table.index(
      [
        'environment_uid',
        'ready',
        'has_api',
        'has_events',
        ...FORMATS,
        'healthy',
        'ends_on',
        'object_name',
      ],
      'index_services_facets_idx',
    );
  });
  for (const name of LABELS) {
    await knex.schema.createTable(name, table => {
      table.string('object_name', 253).notNullable();
      table.string('label_key', 256).notNullable();
      table.string('label_value', 250).notNullable();
      table.text('search').notNullable();
      table.primary(['object_name', 'label_key', 'label_value']);
      table.index(
        ['label_key', 'label_value', 'object_name'],
        `${name}_value_idx`,
      );
    });
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of LABELS) {
    await knex.schema.dropTable(name);
  }
  await knex.schema.alterTable('index_services', table => {
    for (const name of ['facets', 'changed', 'by_environment']) {
      table.dropIndex([], `index_services_${name}_idx`);
    }
    for (const column of ['changed_at', 'ends_on', ...FORMATS]) {
      table.dropColumn(column);
    }
  });
  await knex.schema.alterTable('index_environments', table => {
    table.dropIndex(['uid'], 'index_environments_uid_idx');
  });
};
