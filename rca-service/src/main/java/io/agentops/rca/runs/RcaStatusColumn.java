package io.agentops.rca.runs;

import java.util.Locale;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

import io.agentops.contract.rca.RcaStatus;

/** Keeps a status under its wire name. */
@Converter
public class RcaStatusColumn implements AttributeConverter<RcaStatus, String> {
    @Override
    public String convertToDatabaseColumn(RcaStatus status) {
        return status == null ? null : status.wireName();
    }

    @Override
    public RcaStatus convertToEntityAttribute(String name) {
        return name == null ? null : RcaStatus.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
