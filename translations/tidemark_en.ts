<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>tidemark::AccountDatabasesPane</name>
    <message numerus="yes">
        <source>%n database(s) · account %1</source>
        <translation>
            <numerusform>%n database · account %1</numerusform>
            <numerusform>%n databases · account %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n database(s) · account %2</source>
        <translation>
            <numerusform>%1 of %n database · account %2</numerusform>
            <numerusform>%1 of %n databases · account %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Open %n database(s)</source>
        <translation>
            <numerusform>&amp;Open %n database</numerusform>
            <numerusform>&amp;Open %n databases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::AccountForm</name>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::BackupsPane</name>
    <message numerus="yes">
        <source>%1 of %n verified</source>
        <translation>
            <numerusform>%1 of %n verified</numerusform>
            <numerusform>%1 of %n verified</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::BoardAttention</name>
    <message numerus="yes">
        <source>%1, and %n more</source>
        <translation>
            <numerusform>%1, and %n more</numerusform>
            <numerusform>%1, and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1; %n more difference(s)</source>
        <translation>
            <numerusform>%1; %n more difference</numerusform>
            <numerusform>%1; %n more differences</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::BoardCell</name>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with unknown outcome</source>
        <translation>
            <numerusform>%n with unknown outcome</numerusform>
            <numerusform>%n with unknown outcome</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without effect</source>
        <translation>
            <numerusform>%n without effect</numerusform>
            <numerusform>%n without effect</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n edited</source>
        <translation>
            <numerusform>%n edited</numerusform>
            <numerusform>%n edited</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without file</source>
        <translation>
            <numerusform>%n without file</numerusform>
            <numerusform>%n without file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a duplicate number</source>
        <translation>
            <numerusform>%n with a duplicate number</numerusform>
            <numerusform>%n with a duplicate number</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n out of order</source>
        <translation>
            <numerusform>%n out of order</numerusform>
            <numerusform>%n out of order</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n from the future</source>
        <translation>
            <numerusform>%n from the future</numerusform>
            <numerusform>%n from the future</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s), none recorded</source>
        <translation>
            <numerusform>%n file, none recorded</numerusform>
            <numerusform>%n files, none recorded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n applied, adopted</source>
        <translation>
            <numerusform>%n applied, adopted</numerusform>
            <numerusform>%n applied, adopted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n applied</source>
        <translation>
            <numerusform>%n applied</numerusform>
            <numerusform>%n applied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pending</source>
        <translation>
            <numerusform>%n pending</numerusform>
            <numerusform>%n pending</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passed over</source>
        <comment>by a later migration</comment>
        <translation>
            <numerusform>%n passed over</numerusform>
            <numerusform>%n passed over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n missing</source>
        <translation>
            <numerusform>%n missing</numerusform>
            <numerusform>%n missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n changed</numerusform>
            <numerusform>%n changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unexpected</source>
        <translation>
            <numerusform>%n unexpected</numerusform>
            <numerusform>%n unexpected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) failed</source>
        <translation>
            <numerusform>%n check failed</numerusform>
            <numerusform>%n checks failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::BrowseFoot</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of %1</source>
        <translation>
            <numerusform>%n row of %1</numerusform>
            <numerusform>%n rows of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s)</source>
        <translation>
            <numerusform>%n cell</numerusform>
            <numerusform>%n cells</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) read</source>
        <translation>
            <numerusform>%n row read</numerusform>
            <numerusform>%n rows read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::BrowsePage</name>
    <message numerus="yes">
        <source>%n cell(s) selected</source>
        <translation>
            <numerusform>%n cell selected</numerusform>
            <numerusform>%n cells selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n long value(s) copied in part. Export writes them whole.</source>
        <translation>
            <numerusform>%n long value copied in part. Export writes them whole.</numerusform>
            <numerusform>%n long values copied in part. Export writes them whole.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied as %1</source>
        <translation>
            <numerusform>%n row copied as %1</numerusform>
            <numerusform>%n rows copied as %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to %1</source>
        <translation>
            <numerusform>%n row written to %1</numerusform>
            <numerusform>%n rows written to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::CellViewer</name>
    <message numerus="yes">
        <source>%1 byte(s)</source>
        <extracomment>%1 is a number with separators</extracomment>
        <translation>
            <numerusform>%1 byte</numerusform>
            <numerusform>%1 bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::FindBar</name>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>%n replaced</numerusform>
            <numerusform>%n replaced</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::HistoryDialog</name>
    <message numerus="yes">
        <source>%n statement(s), newest first</source>
        <translation>
            <numerusform>%n statement, newest first</numerusform>
            <numerusform>%n statements, newest first</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::MainWindow</name>
    <message numerus="yes">
        <source>%n thing(s) going on</source>
        <translation>
            <numerusform>%n thing going on</numerusform>
            <numerusform>%n things going on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::MigrationRemedies</name>
    <message numerus="yes">
        <source>Record %n migration(s) that the database shows?</source>
        <translation>
            <numerusform>Record %n migration that the database shows?</numerusform>
            <numerusform>Record %n migrations that the database shows?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Record %n migration(s)</source>
        <translation>
            <numerusform>&amp;Record %n migration</numerusform>
            <numerusform>&amp;Record %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) are recorded as being there; nothing of them runs.</source>
        <translation>
            <numerusform>%n migration is recorded as being there; nothing of it runs.</numerusform>
            <numerusform>%n migrations are recorded as being there; nothing of them runs.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::MigrationsPage</name>
    <message numerus="yes">
        <source>Plan %1, %n step(s)</source>
        <translation>
            <numerusform>Plan %1, %n step</numerusform>
            <numerusform>Plan %1, %n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::MissingRowsModel</name>
    <message numerus="yes">
        <source>%1, %n missing row(s)</source>
        <translation>
            <numerusform>%1, %n missing row</numerusform>
            <numerusform>%1, %n missing rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::PermissionModel</name>
    <message numerus="yes">
        <source>Granted, %n database(s)</source>
        <translation>
            <numerusform>Granted, %n database</numerusform>
            <numerusform>Granted, %n databases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::PreviewStep</name>
    <message numerus="yes">
        <source>%n migration(s) would go, too</source>
        <translation>
            <numerusform>%n migration would go, too</numerusform>
            <numerusform>%n migrations would go, too</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) that the backup has and the database lacks are inserted; nothing else moves.</source>
        <translation>
            <numerusform>%n row that the backup has and the database lacks are inserted; nothing else moves.</numerusform>
            <numerusform>%n rows that the backup has and the database lacks are inserted; nothing else moves.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::ProofStep</name>
    <message numerus="yes">
        <source>%n row(s) were put back · %1 from freeze to proof</source>
        <translation>
            <numerusform>%n row were put back · %1 from freeze to proof</numerusform>
            <numerusform>%n rows were put back · %1 from freeze to proof</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n check(s) failed.</source>
        <translation>
            <numerusform>%1 of %n check failed.</numerusform>
            <numerusform>%1 of %n checks failed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n check(s) passed</source>
        <translation>
            <numerusform>All %n check passed</numerusform>
            <numerusform>All %n checks passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What was rewound is kept in the photograph; %n row(s) of it can be put back.</source>
        <translation>
            <numerusform>What was rewound is kept in the photograph; %n row of it can be put back.</numerusform>
            <numerusform>What was rewound is kept in the photograph; %n rows of it can be put back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::RecentPlaces</name>
    <message numerus="yes">
        <source>%n database(s)</source>
        <translation>
            <numerusform>%n database</numerusform>
            <numerusform>%n databases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n environment(s)</source>
        <translation>
            <numerusform>%n environment</numerusform>
            <numerusform>%n environments</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::RecoveryReview</name>
    <message numerus="yes">
        <source>%n minute(s) of writes</source>
        <translation>
            <numerusform>%n minute of writes</numerusform>
            <numerusform>%n minutes of writes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) of writes</source>
        <translation>
            <numerusform>%n hour of writes</numerusform>
            <numerusform>%n hours of writes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) of writes</source>
        <translation>
            <numerusform>%n day of writes</numerusform>
            <numerusform>%n days of writes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 goes back to %2 UTC. What was written since then, %3 row(s), is lost and can be brought back by undoing this.</source>
        <translation>
            <numerusform>%1 goes back to %2 UTC. What was written since then, %3 row, is lost and can be brought back by undoing this.</numerusform>
            <numerusform>%1 goes back to %2 UTC. What was written since then, %3 rows, is lost and can be brought back by undoing this.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>-- and %n more row(s)
</source>
        <translation>
            <numerusform>-- and %n more row
</numerusform>
            <numerusform>-- and %n more rows
</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n row(s) back into %1?</source>
        <translation>
            <numerusform>Put %n row back into %1?</numerusform>
            <numerusform>Put %n rows back into %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n row(s) back</source>
        <translation>
            <numerusform>Put %n row back</numerusform>
            <numerusform>Put %n rows back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n rewound row(s) back into %1?</source>
        <translation>
            <numerusform>Put %n rewound row back into %1?</numerusform>
            <numerusform>Put %n rewound rows back into %1?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::RecoverySession</name>
    <message numerus="yes">
        <source>%n row(s) put back</source>
        <translation>
            <numerusform>%n row put back</numerusform>
            <numerusform>%n rows put back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) passed</source>
        <translation>
            <numerusform>%n check passed</numerusform>
            <numerusform>%n checks passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n check(s) failed</source>
        <translation>
            <numerusform>%1 of %n check failed</numerusform>
            <numerusform>%1 of %n checks failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) are still pending</source>
        <translation>
            <numerusform>%n migration are still pending</numerusform>
            <numerusform>%n migrations are still pending</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s)</source>
        <translation>
            <numerusform>%n table</numerusform>
            <numerusform>%n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 row(s)</source>
        <extracomment>%1 is a number with separators</extracomment>
        <translation>
            <numerusform>%1 row</numerusform>
            <numerusform>%1 rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) passed, report ready</source>
        <translation>
            <numerusform>%n check passed, report ready</numerusform>
            <numerusform>%n checks passed, report ready</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Photograph of %n table(s) taken</source>
        <translation>
            <numerusform>Photograph of %n table taken</numerusform>
            <numerusform>Photograph of %n tables taken</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::RehearsalPane</name>
    <message numerus="yes">
        <source>%n step(s) rehearsed, nothing forbids them</source>
        <translation>
            <numerusform>%n step rehearsed, nothing forbids it</numerusform>
            <numerusform>%n steps rehearsed, nothing forbids them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::RestorePane</name>
    <message numerus="yes">
        <source>%n row(s) put back at %1 UTC</source>
        <translation>
            <numerusform>%n row put back at %1 UTC</numerusform>
            <numerusform>%n rows put back at %1 UTC</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) can be put back</source>
        <translation>
            <numerusform>%n row can be put back</numerusform>
            <numerusform>%n rows can be put back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) would vanish</source>
        <translation>
            <numerusform>%n migration would vanish</numerusform>
            <numerusform>%n migrations would vanish</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Backed up and verified: %n row(s)</source>
        <translation>
            <numerusform>Backed up and verified: %n row</numerusform>
            <numerusform>Backed up and verified: %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n difference(s) in the schema</source>
        <translation>
            <numerusform>%n difference in the schema</numerusform>
            <numerusform>%n differences in the schema</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::RestorePreviewModel</name>
    <message numerus="yes">
        <source>%1 row(s)</source>
        <translation>
            <numerusform>%1 row</numerusform>
            <numerusform>%1 rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) lose an unknown number of rows</source>
        <translation>
            <numerusform>%n table loses an unknown number of rows</numerusform>
            <numerusform>%n tables lose an unknown number of rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::ExpectationDialog</name>
    <message numerus="yes">
        <source>%1 · %n row(s)</source>
        <translation>
            <numerusform>%1 · %n row</numerusform>
            <numerusform>%1 · %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::RestoreReview</name>
    <message numerus="yes">
        <source>%n minute(s) of writes are rewound: %1.</source>
        <translation>
            <numerusform>%n minute of writes are rewound: %1.</numerusform>
            <numerusform>%n minutes of writes are rewound: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) of writes are rewound: %1.</source>
        <translation>
            <numerusform>%n hour of writes are rewound: %1.</numerusform>
            <numerusform>%n hours of writes are rewound: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) of writes are rewound: %1.</source>
        <translation>
            <numerusform>%n day of writes are rewound: %1.</numerusform>
            <numerusform>%n days of writes are rewound: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>-- and %n more row(s)
</source>
        <translation>
            <numerusform>-- and %n more row
</numerusform>
            <numerusform>-- and %n more rows
</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n row(s) back into %1?</source>
        <translation>
            <numerusform>Put %n row back into %1?</numerusform>
            <numerusform>Put %n rows back into %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n row(s) back</source>
        <translation>
            <numerusform>Put %n row back</numerusform>
            <numerusform>Put %n rows back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) vanish: %1</source>
        <translation>
            <numerusform>%n migration vanish: %1</numerusform>
            <numerusform>%n migrations vanish: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::ResultSummaryModel</name>
    <message numerus="yes">
        <source>%1 row(s) read</source>
        <translation>
            <numerusform>%1 row read</numerusform>
            <numerusform>%1 rows read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n API call(s)</source>
        <translation>
            <numerusform>%n API call</numerusform>
            <numerusform>%n API calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::ReviewDialog</name>
    <message numerus="yes">
        <source>Apply %n migration(s) to %1?</source>
        <translation>
            <numerusform>Apply %n migration to %1?</numerusform>
            <numerusform>Apply %n migrations to %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Roll back %n migration(s) of %1?</source>
        <translation>
            <numerusform>Roll back %n migration of %1?</numerusform>
            <numerusform>Roll back %n migrations of %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %n migration(s)</source>
        <translation>
            <numerusform>Apply %n migration</numerusform>
            <numerusform>Apply %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Roll back %n migration(s)</source>
        <translation>
            <numerusform>Roll back %n migration</numerusform>
            <numerusform>Roll back %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n statement(s)</source>
        <translation>
            <numerusform>%n statement</numerusform>
            <numerusform>%n statements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n statement(s), imported</source>
        <translation>
            <numerusform>%n statement, imported</numerusform>
            <numerusform>%n statements, imported</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::SqlResults</name>
    <message numerus="yes">
        <source>The first %Ln row(s) are shown; there are more.</source>
        <translation>
            <numerusform>The first %Ln row are shown; there are more.</numerusform>
            <numerusform>The first %Ln rows are shown; there are more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::SqlReview</name>
    <message numerus="yes">
        <source>Update %Ln row(s)</source>
        <translation>
            <numerusform>Update %Ln row</numerusform>
            <numerusform>Update %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln row(s)</source>
        <translation>
            <numerusform>Delete %Ln row</numerusform>
            <numerusform>Delete %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %Ln row(s)</source>
        <comment>of a table</comment>
        <translation>
            <numerusform>all %Ln row</numerusform>
            <numerusform>all %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>UPDATE without WHERE changes all %Ln row(s) of %1.</source>
        <translation>
            <numerusform>UPDATE without WHERE changes all %Ln row of %1.</numerusform>
            <numerusform>UPDATE without WHERE changes all %Ln rows of %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>DELETE without WHERE removes all %Ln row(s) of %1.</source>
        <translation>
            <numerusform>DELETE without WHERE removes all %Ln row of %1.</numerusform>
            <numerusform>DELETE without WHERE removes all %Ln rows of %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>DROP TABLE removes %1 with all its %Ln row(s).</source>
        <translation>
            <numerusform>DROP TABLE removes %1 with all its %Ln row.</numerusform>
            <numerusform>DROP TABLE removes %1 with all its %Ln rows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n statement(s) that write on %1?</source>
        <translation>
            <numerusform>Run %n statement that write on %1?</numerusform>
            <numerusform>Run %n statements that write on %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n statement(s)</source>
        <translation>
            <numerusform>Run %n statement</numerusform>
            <numerusform>Run %n statements</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::StatusBoardPage</name>
    <message numerus="yes">
        <source>%n database(s)</source>
        <translation>
            <numerusform>%n database</numerusform>
            <numerusform>%n databases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n target(s)</source>
        <translation>
            <numerusform>%n target</numerusform>
            <numerusform>%n targets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n API call(s)</source>
        <translation>
            <numerusform>%n API call</numerusform>
            <numerusform>%n API calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) read</source>
        <translation>
            <numerusform>%n row read</numerusform>
            <numerusform>%n rows read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::SuspectModel</name>
    <message numerus="yes">
        <source>Table %1 dropped, %n row(s)</source>
        <translation>
            <numerusform>Table %1 dropped, %n row</numerusform>
            <numerusform>Table %1 dropped, %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n row(s) of %1 deleted</source>
        <translation>
            <numerusform>All %n row of %1 deleted</numerusform>
            <numerusform>All %n rows of %1 deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) fewer in %1</source>
        <translation>
            <numerusform>%n row fewer in %1</numerusform>
            <numerusform>%n rows fewer in %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::TablesPage</name>
    <message numerus="yes">
        <source>%n table(s) · Enter opens one</source>
        <translation>
            <numerusform>%n table · Enter opens one</numerusform>
            <numerusform>%n tables · Enter opens one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::TimelineEvents</name>
    <message numerus="yes">
        <source>%n row(s) put back</source>
        <translation>
            <numerusform>%n row put back</numerusform>
            <numerusform>%n rows put back</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::VerificationModel</name>
    <message numerus="yes">
        <source>%n column(s)</source>
        <translation>
            <numerusform>%n column</numerusform>
            <numerusform>%n columns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n index(es)</source>
        <translation>
            <numerusform>%n index</numerusform>
            <numerusform>%n indexes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n foreign key(s)</source>
        <translation>
            <numerusform>%n foreign key</numerusform>
            <numerusform>%n foreign keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trigger(s)</source>
        <translation>
            <numerusform>%n trigger</numerusform>
            <numerusform>%n triggers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::VerificationPage</name>
    <message numerus="yes">
        <source>%n table(s)</source>
        <translation>
            <numerusform>%n table</numerusform>
            <numerusform>%n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s)</source>
        <translation>
            <numerusform>%n check</numerusform>
            <numerusform>%n checks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) · rows were counted</source>
        <translation>
            <numerusform>%n table · rows were counted</numerusform>
            <numerusform>%n tables · rows were counted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) · no backup tells the row counts</source>
        <translation>
            <numerusform>%n table · no backup tells the row counts</numerusform>
            <numerusform>%n tables · no backup tells the row counts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) · row counts from the backup of %1 UTC</source>
        <translation>
            <numerusform>%n table · row counts from the backup of %1 UTC</numerusform>
            <numerusform>%n tables · row counts from the backup of %1 UTC</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) changed between the two</source>
        <translation>
            <numerusform>%n table changed between the two</numerusform>
            <numerusform>%n tables changed between the two</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The backup of %1 UTC has it with %n row(s).</source>
        <translation>
            <numerusform>The backup of %1 UTC has it with %n row.</numerusform>
            <numerusform>The backup of %1 UTC has it with %n rows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) failed</source>
        <translation>
            <numerusform>%n check failed</numerusform>
            <numerusform>%n checks failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) passed</source>
        <translation>
            <numerusform>%n check passed</numerusform>
            <numerusform>%n checks passed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::WindowTools</name>
    <message numerus="yes">
        <source>This sitting: %1 row(s) read · %2 written</source>
        <translation>
            <numerusform>This sitting: %1 row read · %2 written</numerusform>
            <numerusform>This sitting: %1 rows read · %2 written</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of Cloudflare alone, as its answers say: %n request(s)</source>
        <translation>
            <numerusform>Of Cloudflare alone, as its answers say: %n request</numerusform>
            <numerusform>Of Cloudflare alone, as its answers say: %n requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidemark::WritingDialog</name>
    <message numerus="yes">
        <source>%1 of %n database(s). Find the others by name.</source>
        <translation>
            <numerusform>%1 of %n database. Find the others by name.</numerusform>
            <numerusform>%1 of %n databases. Find the others by name.</numerusform>
        </translation>
    </message>
</context>
</TS>
