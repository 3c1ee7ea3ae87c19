"""The tables of the application, as its code knows them."""
from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text, func
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Council(Base):
    __tablename__ = "councils"

    id = Column(Integer, primary_key=True)
    title = Column(String(200), nullable=False)
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=func.now())


class Node(Base):
    __tablename__ = "nodes"

    id = Column(Integer, primary_key=True)
    council_id = Column(Integer, ForeignKey("councils.id", ondelete="CASCADE"), nullable=False, index=True)
    prompt = Column(Text, nullable=False)
    answer = Column(Text)
