<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>tidemark::MainWindow</name>
    <message numerus="yes">
        <source>Plan %1, %n step(s)</source>
        <translation>
            <numerusform>Plan %1, %n step</numerusform>
            <numerusform>Plan %1, %n steps</numerusform>
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
</context>
<context>
    <name>tidemark::VerificationPage</name>
    <message numerus="yes">
        <source>%n check(s) · expected by the recorded migrations and tidemark.toml</source>
        <translation>
            <numerusform>%n check · expected by the recorded migrations and tidemark.toml</numerusform>
            <numerusform>%n checks · expected by the recorded migrations and tidemark.toml</numerusform>
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
        <source>As expected: %n check(s)</source>
        <translation>
            <numerusform>As expected: %n check</numerusform>
            <numerusform>As expected: %n checks</numerusform>
        </translation>
    </message>
</context>
</TS>
