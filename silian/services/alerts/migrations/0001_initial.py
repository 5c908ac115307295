"""Alerts, one a pair; the database itself deletes those of a deleted need or result."""

import django.db.models.deletion
from django.db import migrations, models


TARGETS = {'need': 'industry_need', 'achievement': 'innovation_achievement'}


def _sql():
    for side, target in TARGETS.items():
        name = f'alerts_alert_{side}_fk'
        yield (
            f'ALTER TABLE alerts_alert ADD CONSTRAINT {name} FOREIGN KEY ({side}_id) '
            f'REFERENCES {target} (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED',
            f'ALTER TABLE alerts_alert DROP CONSTRAINT {name}',
        )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('industry', '0002_initial'),
        ('innovation', '0004_major_results'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(null=True)),
                ('achievement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='innovation.achievement')),
                ('need', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='industry.need')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('mailed_at', None)), fields=['made_at'], name='alerts_to_mail')],
                'constraints': [models.UniqueConstraint(fields=('need', 'achievement'), name='one_alert_per_pair')],
            },
        ),
        *(migrations.RunSQL(forward, backward) for forward, backward in _sql()),
    ]
