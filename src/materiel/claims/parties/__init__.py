"""Who does it, and to whom: who may, who is meant, and the choice by kind."""
